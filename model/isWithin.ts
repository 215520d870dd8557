/** Whether a path is within a folder, by its text alone: `/a/b` is within `/a`, `/ab` is not. Links are not followed. */

/** Whether `path` is `folder` or below it. Both absolute and without `.` or `..`. */
export function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder.endsWith('/') ? folder : `${folder}/`);
}
