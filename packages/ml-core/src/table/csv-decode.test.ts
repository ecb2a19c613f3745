import fc from "fast-check";
import { expect, test } from "vitest";
import { CsvDecoder, type Encoding } from "./csv-decode.ts";

function decode(bytes: Uint8Array, encoding: Encoding, sizes: readonly number[] = []) {
  const decoder = new CsvDecoder(encoding);
  let text = "";
  let at = 0;
  for (const size of sizes) {
    text += decoder.push(bytes.subarray(at, at + size));
    at += size;
  }
  text += decoder.push(bytes.subarray(at)) + decoder.end();
  return { text, isDamaged: decoder.isDamaged };
}

const bytes = (...parts: (string | number)[]) =>
  Buffer.concat(parts.map((part) => (typeof part === "number" ? Buffer.of(part) : Buffer.from(part))));

test("each encoding is decoded, and a byte order mark is no text", () => {
  const text = "Überfällig;€ 12";
  expect(decode(Buffer.from(`\ufeff${text}`), "utf-8")).toEqual({ text, isDamaged: false });
  const little = Buffer.from(`\ufeff${text}`, "utf16le");
  expect(decode(little, "utf-16le").text).toBe(text);
  expect(decode(Buffer.from(little).swap16(), "utf-16be").text).toBe(text);
  const windows = Uint8Array.of(0xdc, 0x62, 0x65, 0x72, 0x3b, 0x80, 0x92);
  expect(decode(windows, "windows-1252")).toEqual({ text: "Über;€’", isDamaged: false });
});

test("what was taken for UTF-8 by its ASCII beginning is read as Latin-1 from its first accent on", () => {
  const latin = bytes("id;name\n1;Jos", 0xe9, "\n2;M", 0xfc, "ller\n");
  expect(decode(latin, "utf-8")).toEqual({ text: "id;name\n1;José\n2;Müller\n", isDamaged: false });
});

test("an accent at the very end of a Latin-1 file is read too", () => {
  expect(decode(bytes("caf", 0xe9), "utf-8")).toEqual({ text: "café", isDamaged: false });
});

test("damaged bytes after real UTF-8 are marked, and the rest keeps its letters", () => {
  expect(decode(bytes("é,", 0xe9, ",ü"), "utf-8")).toEqual({ text: "é,\ufffd,ü", isDamaged: true });
  expect(decode(bytes("é,\ufffd,", 0xe9, ","), "utf-8").isDamaged).toBe(true);
});

test("a replacement character that the file itself holds is no damage", () => {
  expect(decode(bytes("Jos\ufffd;é"), "utf-8")).toEqual({ text: "Jos\ufffd;é", isDamaged: false });
});

test("a file that ends inside a character is damaged", () => {
  expect(decode(bytes("é", 0xe2, 0x82), "utf-8").isDamaged).toBe(true);
  expect(decode(Uint8Array.of(0x41, 0, 0x42), "utf-16le").isDamaged).toBe(true);
});

test("where the chunks end makes no difference, whatever the bytes", () => {
  const piece = fc.constantFrom(
    bytes("a,b\n"),
    bytes("é"),
    bytes("€"),
    bytes("😀"),
    bytes("\ufffd"),
    bytes(0xe9),
    bytes(0xe9, 0x80),
    bytes(0xff),
    bytes(0xf0, 0x9f),
    bytes(0x80),
  );
  fc.assert(
    fc.property(
      fc.array(piece, { maxLength: 12 }),
      fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 40 }),
      fc.constantFrom<Encoding>("utf-8", "utf-16le", "utf-16be", "windows-1252"),
      (pieces, sizes, encoding) => {
        const all = Buffer.concat(pieces);
        expect(decode(all, encoding, sizes)).toEqual(decode(all, encoding));
      },
    ),
    { numRuns: 2000 },
  );
});

test("any text written as UTF-8 comes back as it was", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), fc.array(fc.nat(5)), (text, sizes) => {
      expect(decode(Buffer.from(`x${text}`), "utf-8", sizes)).toEqual({ text: `x${text}`, isDamaged: false });
    }),
  );
});
