/** A file that exploring lays below a root of the sandbox, for everybody. */
export interface LaidFile {
  /** Name of the root. */
  readonly root: string;
  /** Relative to the root. */
  readonly path: string;
}

export const laidText = 'a page that everybody may read\n';
