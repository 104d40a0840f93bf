/** The part of pdfmake that is used, in its builds for browsers, which come without types. */
declare module 'pdfmake/build/pdfmake.min.js' {
  const pdfmake: {
    addVirtualFileSystem(files: Readonly<Record<string, string>>): void;
    setUrlAccessPolicy(allows: (url: string) => boolean): void;
    createPdf(document: object): { getBuffer(): Promise<Uint8Array> };
  };
  export { pdfmake as default };
}

declare module 'pdfmake/build/vfs_fonts.js' {
  /** Contents in base64 by name. */
  const files: Readonly<Record<string, string>>;
  export { files as default };
}
