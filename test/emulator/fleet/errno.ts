const DESCRIPTIONS: ReadonlyMap<string, string> = new Map([
  ['EACCES', 'Permission denied'],
  ['EEXIST', 'File exists'],
  ['EISDIR', 'Is a directory'],
  ['ELOOP', 'Too many levels of symbolic links'],
  ['ENOENT', 'No such file or directory'],
  ['ENOTDIR', 'Not a directory'],
  ['EPERM', 'Operation not permitted'],
]);

/** The C library's words for an error number, as Ruby shows them. */
export function strerror(errno: string): string {
  return DESCRIPTIONS.get(errno) ?? errno;
}

/**
 * Does a file operation; when the system refuses, throws with Ruby's message, which names the function in Ruby's
 * source (`rubyFunction`) and the path.
 */
export function asRuby<T>(rubyFunction: string, path: string, operation: () => T): T {
  try {
    return operation();
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === undefined) throw cause;
    throw new Error(`${strerror(code)} @ ${rubyFunction} - ${path}`, { cause });
  }
}
