/**
 * Follows what an invocation prints to stdout. Its result arrives by another way, and may be there before the output
 * is: the mark tells that all of it has come.
 */
export const endOfOutput = '\0';
