package dev.signalbox.verdict.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.signalbox.verdict.support.Backends;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(Backends.class)
class PartitionsTest {
  private static final String FAR_AWAY =
      "select ensure_month_partitions('charge', date '2091-01-01', 1)";

  @Test
  void shouldGiveUpBehindALongReaderRatherThanKeepEverybodyWaiting() throws Exception {
    try (Connection reader = connect();
        Connection maker = connect()) {
      reader.setAutoCommit(false);
      count(reader, "select count(*) from charge");

      assertThatThrownBy(() -> count(maker, FAR_AWAY))
          .isInstanceOf(SQLException.class)
          .hasMessageContaining("lock timeout");

      reader.rollback();
      Awaitility.await()
          .atMost(Duration.ofMinutes(2))
          .ignoreExceptionsInstanceOf(SQLException.class)
          .untilAsserted(() -> assertThat(count(maker, FAR_AWAY)).isEqualTo(1));
    }
  }

  private static Connection connect() throws SQLException {
    return Backends.postgres().getPostgresDatabase().getConnection();
  }

  private static long count(Connection connection, String query) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      rows.next();
      return rows.getLong(1);
    }
  }
}
