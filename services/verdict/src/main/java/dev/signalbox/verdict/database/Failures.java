package dev.signalbox.verdict.database;

import io.vertx.core.VertxException;
import io.vertx.pgclient.PgException;
import java.io.IOException;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Reads a failure's SQLSTATE class, which tells bad data from a bad moment. */
public final class Failures {
  private static final int MAX_DEPTH = 10;

  private Failures() {}

  /**
   * True when these very rows can never be stored: SQLSTATE class 22 (data exception) or 23
   * (integrity constraint violation). Trying again is pointless then, and only then.
   */
  public static boolean isBadData(Throwable failure) {
    String state = sqlState(failure);
    return state != null && (state.startsWith("22") || state.startsWith("23"));
  }

  /**
   * True when a statement of many rows was rolled back and others of its rows may still be taken:
   * for {@link #isBadData} of one, or because two transactions waited for each other's rows (class
   * 40).
   */
  public static boolean isOfOneRow(Throwable failure) {
    String state = sqlState(failure);
    return isBadData(failure) || (state != null && state.startsWith("40"));
  }

  /** True when PostgreSQL could not be reached, went away, or is shutting down or starting. */
  public static boolean isUnavailable(Throwable failure) {
    String state = sqlState(failure);
    if (state != null) {
      return state.startsWith("08") || state.startsWith("57") || state.startsWith("53");
    }
    for (Throwable t = failure; t != null; t = t.getCause()) {
      if (t instanceof IOException || t instanceof VertxException) {
        return true;
      }
    }
    return false;
  }

  private static @Nullable String sqlState(Throwable failure) {
    Throwable t = failure;
    for (int depth = 0; t != null && depth < MAX_DEPTH; depth++) {
      if (t instanceof PgException pg) {
        return pg.getSqlState();
      }
      if (t instanceof SQLException sql && sql.getSQLState() != null) {
        return sql.getSQLState();
      }
      t = t.getCause();
    }
    return null;
  }
}
