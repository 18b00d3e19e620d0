package dev.signalbox.worker.hub;

/**
 * A file of a published folder.
 *
 * @param size in bytes
 * @param checksum of its content
 */
record HubFile(String name, long size, Checksum checksum) {
  /**
   * How the Hub names a content: SHA-256 for large files, git's blob id (SHA-1 of a header and the
   * content) for small ones.
   */
  record Checksum(Kind kind, String hex) {
    enum Kind {
      SHA256,
      GIT_BLOB
    }
  }
}
