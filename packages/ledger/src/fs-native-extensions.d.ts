declare module 'fs-native-extensions' {
  /** An exclusive lock of the kernel on an open file (another descriptor cannot have it); false when it is taken. */
  export function tryLock(fd: number): boolean
}
