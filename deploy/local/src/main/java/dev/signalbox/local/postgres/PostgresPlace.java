package dev.signalbox.local.postgres;

import dev.signalbox.local.folder.DataFolder;
import java.nio.file.Path;
import java.util.UUID;

/**
 * Where PostgreSQL's programs and data lie.
 *
 * @param programs parent of the unpacked programs
 * @param data the database
 */
public record PostgresPlace(Path programs, Path data) {
  private static final Path SHARED = Path.of("/var/lib/signalbox");

  /**
   * Beside everything else, unless the account can't walk there (a clone below /root): then below
   * {@code /var/lib/signalbox}, in a folder of this data folder's own.
   */
  public static PostgresPlace choose(Account account, DataFolder folder, Path programs) {
    boolean reachable =
        account != Account.NOBODY
            || (Cluster.isReachableByAll(folder.root()) && Cluster.isReachableByAll(programs));
    if (reachable) {
      return new PostgresPlace(programs, folder.postgres());
    }
    String name =
        UUID.nameUUIDFromBytes(
                folder.root().toString().getBytes(java.nio.charset.StandardCharsets.UTF_8))
            .toString();
    return new PostgresPlace(SHARED, SHARED.resolve(name).resolve("postgres"));
  }
}
