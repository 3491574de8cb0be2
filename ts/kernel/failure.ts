/** Version of docs/protocol.md. */
export const PROTOCOL = 1;

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

/** How a kernel's process ended by itself. */
export interface Death {
  /** `was killed by SIGKILL`, `ended with exit code 7`, with the most memory that it was seen to hold. */
  readonly how: string;
  /** The last lines of its standard error, at most 50. */
  readonly lines: readonly string[];
}

/**
 * Why a request, or the start of a kernel, failed: a code and one sentence. `death` is there where the process ended
 * by itself, so that another may do better; an error that the kernel answered, or a start that lacks something, would
 * come again.
 */
export class KernelError extends Error {
  constructor(
    readonly code: KernelErrorCode,
    message: string,
    readonly death: Death | null = null,
  ) {
    super(message);
    this.name = 'KernelError';
  }
}

/** The kernel speaks another protocol than this side, or says so in a message. */
export function otherProtocol(theirs: string | number): KernelError {
  return new KernelError(
    'protocol',
    `the kernel (py_kernels) speaks protocol ${theirs}, this swat ${PROTOCOL}: they are of different versions. \`make setup\` builds both from one source.`,
  );
}
