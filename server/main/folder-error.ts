import { StartError } from "./local-error.ts";

/** Why a data folder cannot be used, in words, and what to do about it. Errors that are not the system's stay as they are. */
export function folderError(folder: string, error: unknown): unknown {
  const { code, path = folder } = error as NodeJS.ErrnoException;
  if (error instanceof StartError || code === undefined || !/^E[A-Z0-9]+$/.test(code)) return error;
  const [what, remedy] = reasonOf(code, path);
  return new StartError(`The data folder ${folder} cannot be used: ${what} (${code}).`, remedy, error);
}

function reasonOf(code: string, path: string): [what: string, remedy: string] {
  switch (code) {
    case "EEXIST":
    case "ENOTDIR":
      return [`a file is in the place of a folder: ${path}`, "Name another folder with --data, or move the file away."];
    case "EACCES":
    case "EPERM":
      return [`this user may not change ${path}`, "Name a folder of your own with --data, or see to its permissions."];
    case "EROFS":
      return ["it is on a disk that can only be read", "Name a folder on another disk with --data."];
    case "ENOSPC":
    case "EDQUOT":
      return ["its disk is full", "Make room on the disk, or name a folder on another one with --data."];
    case "ENOENT":
      return [`the system lets no folder be made at ${path}`, "Name another folder with --data."];
    default:
      return [`the system refused ${path}`, "Name another folder with --data."];
  }
}
