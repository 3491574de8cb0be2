/**
 * Codes of docs/protocol.md, and those that only this side can give: `start` (no kernel came up), `died` (it ended
 * with requests open) and `closed` (it was closed here).
 */
export type KernelErrorCode =
  | 'protocol'
  | 'method'
  | 'content'
  | 'handle'
  | 'memory'
  | 'interrupted'
  | 'bug'
  | 'start'
  | 'died'
  | 'closed';

/** Why a request, or the start of a kernel, failed: a code and one sentence. */
export class KernelError extends Error {
  constructor(
    readonly code: KernelErrorCode,
    message: string,
  ) {
    super(message);
    this.name = 'KernelError';
  }
}
