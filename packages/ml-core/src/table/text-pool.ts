/** Many short texts in two typed arrays: a million ids take a few megabytes instead of a few hundred. */
export class TextPool {
  length = 0;
  private bytes = new Uint8Array(1 << 16);
  private ends = new Uint32Array(1 << 12);
  private readonly encoder = new TextEncoder();
  private readonly decoder = new TextDecoder("utf-8", { ignoreBOM: true });

  /** @returns the text's place */
  push(text: string): number {
    const start = this.length === 0 ? 0 : this.ends[this.length - 1];
    // UTF-8 takes at most three bytes for a UTF-16 unit.
    if (start + text.length * 3 > this.bytes.length) this.growBytes(start + text.length * 3);
    if (this.length === this.ends.length) {
      const ends = new Uint32Array(this.ends.length * 2);
      ends.set(this.ends);
      this.ends = ends;
    }
    this.ends[this.length] = start + this.encoder.encodeInto(text, this.bytes.subarray(start)).written;
    return this.length++;
  }

  /** The text at a place from 0 to length - 1. */
  get(place: number): string {
    const start = place === 0 ? 0 : this.ends[place - 1];
    return this.decoder.decode(this.bytes.subarray(start, this.ends[place]));
  }

  private growBytes(needed: number): void {
    const bytes = new Uint8Array(Math.max(needed, this.bytes.length * 2));
    bytes.set(this.bytes);
    this.bytes = bytes;
  }
}
