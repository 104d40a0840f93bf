/** The part of the Frictionless library that the tests use; it brings no types. */
declare module 'datapackage' {
  interface Resource {
    readonly name: string;
    /** Every row, each cell checked by its field; throws the first fault. */
    read(options: { relations: boolean }): Promise<unknown[]>;
  }
  export class Package {
    static load(descriptor: string, options: { basePath: string; strict: boolean }): Promise<Package>;
    readonly valid: boolean;
    readonly errors: readonly Error[];
    readonly resources: readonly Resource[];
  }
}
