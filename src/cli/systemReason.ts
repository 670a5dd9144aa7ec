/** Why the operating system refused, in words; a code that isn't listed stays the message of the system. */
export function systemReason({ code, message }: Pick<NodeJS.ErrnoException, "code" | "message">): string {
  return (code !== undefined && reasons[code]) || message;
}

const reasons: Readonly<Record<string, string>> = {
  EACCES: "permission denied",
  EBUSY: "another process uses it",
  EDQUOT: "the disk quota is exhausted",
  EEXIST: "something with this name already exists",
  EFBIG: "the file is too large for its file system",
  EIO: "the disk reports an error",
  EISDIR: "it is a folder",
  ELOOP: "its symbolic links form a loop",
  EMFILE: "too many files are open",
  ENAMETOOLONG: "the name is too long",
  ENFILE: "too many files are open on this machine",
  ENOENT: "there is no such file or folder",
  ENOMEM: "the machine has no memory left",
  ENOSPC: "no space left on device",
  ENOTDIR: "part of its path is a file, not a folder",
  ENOTEMPTY: "the folder is not empty",
  EPERM: "the operation is not permitted",
  EROFS: "the file system is read-only",
  ESTALE: "the network file system has lost it",
};
