/** What a file of an export turned out to be. */
export interface FileStamp {
  readonly name: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** One file while it is written. */
export interface FileWriter {
  write(content: string | Uint8Array): Promise<void>;
  close(): Promise<FileStamp>;
}

/** Where the files of an export go; names have forward slashes. */
export interface Sink {
  open(name: string): Promise<FileWriter>;
}

/** A file that is there at once. */
export async function writeFile(sink: Sink, name: string, content: string | Uint8Array): Promise<FileStamp> {
  const writer = await sink.open(name);
  await writer.write(content);
  return writer.close();
}
