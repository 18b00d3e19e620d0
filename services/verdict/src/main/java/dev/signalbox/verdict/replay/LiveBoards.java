package dev.signalbox.verdict.replay;

import dev.signalbox.verdict.arena.ArenaBook;
import dev.signalbox.verdict.arena.Leaderboard;
import dev.signalbox.verdict.arena.PairVote;
import dev.signalbox.verdict.database.Database;
import dev.signalbox.verdict.integrity.VoterChecks;
import dev.signalbox.verdict.vote.ChainHead;
import dev.signalbox.verdict.vote.VoteChain;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The leaderboard as it stands: of all votes that are chained, which is up to a second behind. It
 * says to which entry of each day it counts, so that the topic gives the same bytes.
 */
@ApplicationScoped
public class LiveBoards {
  private static final int MOST_FILTERS = 64;

  private final Database database;
  private final VoteChain chain;
  private final ArenaBook arena;
  private final AtomicReference<@Nullable Counted> latest = new AtomicReference<>();

  LiveBoards(Database database, VoteChain chain, ArenaBook arena) {
    this.database = database;
    this.chain = chain;
    this.arena = arena;
  }

  /** What was counted; the same chain and the same voters left out are counted once. */
  private record Counted(
      SortedMap<String, ChainHead> chain,
      List<String> excluded,
      List<PairVote> votes,
      Map<Leaderboard.Filter, Leaderboard> boards) {
    private Leaderboard board(Leaderboard.Filter filter) {
      Leaderboard known = boards.get(filter);
      if (known == null) {
        known = Leaderboard.of(votes, filter);
        if (boards.size() < MOST_FILTERS) {
          boards.put(filter, known);
        }
      }
      return known;
    }
  }

  /**
   * A board, the votes that it could have counted, and all that makes it again.
   *
   * @param votes of every task and complexity
   */
  public record Live(Leaderboard board, List<PairVote> votes, BoardDocument document) {}

  /** Counts off the event loop. */
  public Uni<Live> live(Leaderboard.Filter filter) {
    return chain
        .heads()
        .flatMap(heads -> excluded().flatMap(excluded -> counted(heads, excluded)))
        .emitOn(Infrastructure.getDefaultWorkerPool())
        .map(
            counted -> {
              Leaderboard board = counted.board(filter);
              return new Live(
                  board,
                  counted.votes(),
                  BoardDocument.live(board, counted.chain(), recipe(filter, counted.excluded())));
            });
  }

  private Uni<List<String>> excluded() {
    return database.read(
        session ->
            session
                .createNativeQuery(
                    "select voter from quarantined order by voter collate \"C\"", String.class)
                .getResultList());
  }

  private Uni<Counted> counted(SortedMap<String, ChainHead> heads, List<String> excluded) {
    Counted known = latest.get();
    if (known != null && known.chain().equals(heads) && known.excluded().equals(excluded)) {
      return Uni.createFrom().item(known);
    }
    return arena
        .votesUpTo(heads, excluded)
        .map(votes -> new Counted(heads, excluded, votes, new ConcurrentHashMap<>()))
        .invoke(latest::set);
  }

  private static Recipe recipe(Leaderboard.Filter filter, List<String> excluded) {
    return new Recipe(
        Recipe.VERSION,
        filter.task(),
        filter.complexity(),
        filter.styled(),
        VoterChecks.LEVERAGE_CAP,
        0,
        excluded);
  }
}
