/** A table that cannot be used, and why: `message` is one complete sentence for the user. */
export class DataError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'DataError';
  }
}
