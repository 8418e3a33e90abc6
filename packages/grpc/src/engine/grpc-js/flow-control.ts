/**
 * How much of a stream may be on its way before the reader has told that it has read some of it, in bytes. With HTTP/2's
 * own 64 KiB a message of a thousand items would leave in parts, each after an answer to the one before.
 */
export const streamWindowBytes = 256 * 1024;

/** The same of all streams of a connection together. */
export const connectionWindowBytes = 1024 * 1024;
