/** One step of an installation, as the agent writes it to `<deployment group id>-install.json`. */
export type Instruction =
  | { readonly type: 'copy'; readonly source: string; readonly destination: string }
  | { readonly type: 'mkdir'; readonly directory: string }
  | { readonly type: 'chmod'; readonly mode: string; readonly file: string }
  | { readonly type: 'setfacl'; readonly acl: readonly string[]; readonly file: string }
  | { readonly type: 'semanage'; readonly context: SecurityContext; readonly file: string }
  | {
      readonly type: 'chown';
      readonly owner: string | null;
      readonly group: string | null;
      readonly file: string;
    };

export interface SecurityContext {
  readonly user: string | null;
  readonly role: null;
  readonly type: string;
  readonly range: string;
}
