/** Whether a path lies in a folder, by its text alone: `/a/b` lies within `/a`, `/ab` does not. Links are not followed. */

/** Whether `path` is `folder` or lies below it. Both absolute and without `.` or `..`. */
export function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder.endsWith('/') ? folder : `${folder}/`);
}
