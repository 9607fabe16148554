/**
 * Trouble that was to be expected. The message is shown to a person as it stands, so it says what
 * happened and what to do next. Anything else that is thrown is a defect of Countersign.
 */
export class HumanError extends Error {
  override readonly name = 'HumanError';

  /** By its name, because parts of the product are bundles with a copy of this class each. */
  static override [Symbol.hasInstance](value: unknown): boolean {
    return value instanceof Error && value.name === 'HumanError';
  }
}

/** The text of anything thrown, for a message or a log. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
