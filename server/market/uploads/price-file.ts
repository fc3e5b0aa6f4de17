import { Unzip, type UnzipFile, UnzipInflate } from "fflate";
import type { PriceUploadReader } from "./price-upload.ts";

/** A file that is refused as a whole. The message is one for people. */
export class PriceFileError extends Error {
  override name = "PriceFileError";
}

export interface PriceFileLimits {
  /** Of the file as it comes. */
  bytes: number;
  /** Of everything read out of an archive. */
  unpackedBytes: number;
  entries: number;
  /** How many times larger than packed; prices are five times so. */
  ratio: number;
}

export const PRICE_FILE_LIMITS: PriceFileLimits = {
  bytes: 100_000_000,
  unpackedBytes: 400_000_000,
  entries: 50_000,
  ratio: 100,
};

/** An archive is unpacked in pieces as small as this, so that one of them never becomes large. */
const PIECE = 16_384;
/** Small files may be packed as well as they like. */
const ALWAYS_ALLOWED = 1_000_000;
const ZIP_BEGINS = [0x50, 0x4b];
const ZIP_ENDS = Buffer.from([0x50, 0x4b, 5, 6]);

/**
 * Reads a price file or a zip of such files as it comes, never more of it than a piece at a time. Nothing is written to a disk; names that
 * lead out of an archive, and archives that grow too large, are refused as a whole.
 */
export async function readPriceFile(
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  name: string,
  reader: PriceUploadReader,
  limits: PriceFileLimits = PRICE_FILE_LIMITS,
): Promise<void> {
  let size = 0;
  let sink: { push(chunk: Uint8Array): void; end(): void } | undefined;
  let begun: Uint8Array = new Uint8Array();
  for await (const piece of chunks) {
    size += piece.length;
    if (size > limits.bytes) throw new PriceFileError(`The file is larger than ${limits.bytes / 1_000_000} MB.`);
    const chunk: Uint8Array = sink ? piece : Buffer.concat([begun, piece]);
    if (!sink && chunk.length < ZIP_BEGINS.length) {
      begun = chunk;
      continue;
    }
    const isZip = ZIP_BEGINS.every((byte, at) => chunk[at] === byte);
    sink ??= isZip ? zipSink(reader, limits) : textSink(name, reader);
    sink.push(chunk);
  }
  if (!sink) throw new PriceFileError("The file is empty.");
  sink.end();
}

function textSink(name: string, reader: PriceUploadReader) {
  const file = reader.file(name);
  const decoder = new TextDecoder("utf-8", { fatal: true });
  const decoded = (chunk?: Uint8Array) => {
    try {
      return chunk ? decoder.decode(chunk, { stream: true }) : decoder.decode();
    } catch {
      throw new PriceFileError(`${name || "The file"} is not UTF-8 text.`);
    }
  };
  return {
    push: (chunk: Uint8Array) => file.write(decoded(chunk)),
    end() {
      file.write(decoded());
      file.end();
    },
  };
}

function zipSink(reader: PriceUploadReader, limits: PriceFileLimits) {
  let entries = 0;
  let unpacked = 0;
  let tail: Buffer = Buffer.alloc(0);
  /** What has been begun and has not ended. */
  const open = new Set<string>();
  /** The first reason: unpacking goes on to call what it was interrupted by damage. */
  let refusal: PriceFileError | undefined;
  const refuse = (message: string): never => {
    refusal ??= new PriceFileError(`${message} Nothing of it was taken.`);
    throw refusal;
  };

  function entry(file: UnzipFile): void {
    entries += 1;
    if (entries > limits.entries) refuse(`The archive has more than ${limits.entries} files in it.`);
    if (isOutside(file.name)) refuse(`The archive has a file that would lie outside of it (${shown(file.name)}).`);
    if (!/\.(csv|txt)$/i.test(file.name) || !reader.isWanted(file.name)) return;
    const text = textSink(shown(file.name), reader);
    let out = 0;
    open.add(file.name);
    file.ondata = (error, data, isLast) => {
      if (error) refuse(`${shown(file.name)} in the archive is damaged.`);
      out += data.length;
      unpacked += data.length;
      const packed = Math.max(file.size ?? 0, 1);
      if (file.size !== undefined && out > ALWAYS_ALLOWED && out / packed > limits.ratio) {
        refuse(`${shown(file.name)} unpacks to more than ${limits.ratio} times its size.`);
      }
      if (unpacked > limits.unpackedBytes) {
        refuse(`The archive unpacks to more than ${limits.unpackedBytes / 1_000_000} MB.`);
      }
      text.push(data);
      if (isLast) {
        text.end();
        open.delete(file.name);
      }
    };
    file.start();
  }

  const unzip = new Unzip(entry);
  unzip.register(UnzipInflate);
  const guarded = (run: () => void) => {
    try {
      run();
    } catch (error) {
      if (error instanceof PriceFileError) throw error;
      refuse("The archive is damaged, or packed in a way that is not understood.");
    }
  };
  return {
    push(chunk: Uint8Array) {
      for (let at = 0; at < chunk.length; at += PIECE) guarded(() => unzip.push(chunk.subarray(at, at + PIECE)));
      tail = Buffer.concat([tail, chunk]).subarray(-(65_535 + 22));
    },
    end() {
      guarded(() => unzip.push(new Uint8Array(), true));
      if (open.size > 0 || !tail.includes(ZIP_ENDS)) refuse("The end of the archive is missing.");
    },
  };
}

/** Nothing is ever written to where a name says, but who names a file so means harm. */
function isOutside(name: string): boolean {
  return /^[\\/]|^[a-z]:/i.test(name) || name.split(/[\\/]/).includes("..") || name.includes("\0");
}

const shown = (name: string) => name.replace(/\p{Cc}/gu, " ").slice(-80);
