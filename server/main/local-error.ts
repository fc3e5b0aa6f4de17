/** The server could not start. `remedy` says what the reader can do about it. */
export class StartError extends Error {
  override name = "StartError";
  readonly remedy: string;

  constructor(message: string, remedy: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.remedy = remedy;
  }
}
