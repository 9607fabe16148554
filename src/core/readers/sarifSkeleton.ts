/** What remains of a log, put together as it is read. */
export class Skeleton {
  /** What comes meanwhile is left out. */
  isShut = false;
  readonly #parts: Uint8Array[] = [];

  add(chunk: Uint8Array, from: number, to: number): void {
    // Not slice(): of a Buffer that is a view, and the next chunk takes its place.
    if (to > from && !this.isShut) this.#parts.push(new Uint8Array(chunk.subarray(from, to)));
  }

  joined(): Uint8Array {
    const whole = new Uint8Array(this.#parts.reduce((sum, { length }) => sum + length, 0));
    let at = 0;
    for (const part of this.#parts) {
      whole.set(part, at);
      at += part.length;
    }
    return whole;
  }
}
