import { isAscii, isUtf8 } from "node:buffer";

export type Encoding = "utf-8" | "utf-16le" | "utf-16be" | "windows-1252";

/**
 * Decodes a file's bytes chunk by chunk, byte order mark left out; where the chunks end makes no difference. A file
 * taken for UTF-8 whose first byte above 127 turns out not to begin a UTF-8 character is read as windows-1252
 * (Latin-1) from there on: until then both say the same. Where it had real UTF-8 before, damaged bytes become U+FFFD
 * and `isDamaged` is set.
 */
export class CsvDecoder {
  /** True once bytes were met that the encoding cannot mean; cells with U+FFFD are then not what was written. */
  isDamaged = false;
  private decoder: InstanceType<typeof TextDecoder>;
  private isUtf8: boolean;
  private isAsciiSoFar: boolean;
  /** Bytes of a UTF-8 character that the last chunk cut; at most three. */
  private held: Uint8Array = new Uint8Array(0);

  constructor(encoding: Encoding) {
    this.isUtf8 = encoding === "utf-8";
    this.isAsciiSoFar = this.isUtf8;
    this.decoder = new TextDecoder(encoding);
  }

  /** The text of the next bytes; a character cut by the chunk's end comes with the next one. */
  push(bytes: Uint8Array): string {
    if (!this.isUtf8) return this.decoder.decode(bytes, { stream: true });
    const all = this.held.length === 0 ? bytes : Buffer.concat([this.held, bytes]);
    const whole = all.length - cutLength(all);
    // A copy: the caller may use its chunk again.
    this.held = Uint8Array.from(all.subarray(whole));
    const text = this.text(all.subarray(0, whole));
    return this.isUtf8 ? text : text + this.decoder.decode(this.held, { stream: true });
  }

  /** The text of what is left. */
  end(): string {
    const text = this.isUtf8 ? this.text(this.held) : "";
    const rest = this.decoder.decode();
    // A file that ends inside a character has lost something.
    if (rest !== "") this.isDamaged = true;
    return text + rest;
  }

  private text(bytes: Uint8Array): string {
    if (this.isAsciiSoFar && !isAscii(bytes)) {
      this.isAsciiSoFar = false;
      if (!beginsUtf8(bytes)) {
        this.isUtf8 = false;
        this.decoder = new TextDecoder("windows-1252");
      }
    }
    if (this.isUtf8 && !isUtf8(bytes)) this.isDamaged = true;
    return this.decoder.decode(bytes, { stream: true });
  }
}

/** How many bytes at the end begin a UTF-8 character that is not complete; 0 where the last one is, or is none. */
function cutLength(bytes: Uint8Array): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back];
    if (byte < 0x80) return 0;
    if (byte >= 0xc0) return back < characterLength(byte) ? back : 0;
  }
  return 0;
}

/** Whether the first byte above 127 begins a whole UTF-8 character. */
function beginsUtf8(bytes: Uint8Array): boolean {
  const at = bytes.findIndex((byte) => byte > 127);
  return isUtf8(bytes.subarray(at, at + characterLength(bytes[at])));
}

/** Bytes of the UTF-8 character that a byte from 0xC0 begins. */
function characterLength(first: number): number {
  return first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
}
