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
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The leaderboard as it stands: of all votes that are chained, which is up to a second behind;
 * where counting takes long, behind by at most {@link Recount#PATIENCE} times as long as that
 * takes, and nobody waits for the next count. It says to which entry of each day it counts, so that
 * the topic gives the same bytes.
 */
@ApplicationScoped
public class LiveBoards {
  private static final Logger LOG = Logger.getLogger(LiveBoards.class);
  private static final int MOST_FILTERS = 64;

  private final Database database;
  private final VoteChain chain;
  private final ArenaBook arena;
  private final InstantSource clock;
  private final AtomicReference<@Nullable Counted> latest = new AtomicReference<>();
  private final AtomicBoolean underWay = new AtomicBoolean();

  LiveBoards(Database database, VoteChain chain, ArenaBook arena, InstantSource clock) {
    this.database = database;
    this.chain = chain;
    this.arena = arena;
    this.clock = clock;
  }

  /**
   * What was counted; the same chain and the same voters left out are counted once.
   *
   * @param at when that began
   * @param took with the boards that were made at once
   */
  private record Counted(
      SortedMap<String, ChainHead> chain,
      List<String> excluded,
      List<PairVote> votes,
      Map<Leaderboard.Filter, Leaderboard> boards,
      Set<Leaderboard.Filter> asked,
      Instant at,
      Duration took) {
    private Counted within(Duration time) {
      return new Counted(chain, excluded, votes, boards, asked, at, time);
    }

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
              counted.asked().add(filter);
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
    if (known == null) {
      return count(heads, excluded, Set.of());
    }
    Recount recount =
        Recount.of(
            known.chain().equals(heads),
            known.excluded().equals(excluded),
            known.took(),
            Duration.between(known.at(), clock.instant()));
    if (recount == Recount.WAIT) {
      return count(heads, excluded, Set.of());
    }
    if (recount == Recount.MEANWHILE && underWay.compareAndSet(false, true)) {
      count(heads, excluded, Set.copyOf(known.asked()))
          .onTermination()
          .invoke(() -> underWay.set(false))
          .subscribe()
          .with(
              ignored -> {},
              failure -> LOG.warnf("the leaderboard stays as it was: %s", failure.getMessage()));
    }
    return Uni.createFrom().item(known);
  }

  /** Counts anew, with these boards made before anybody asks for them. */
  private Uni<Counted> count(
      SortedMap<String, ChainHead> heads, List<String> excluded, Set<Leaderboard.Filter> asked) {
    Instant start = clock.instant();
    return arena
        .votesUpTo(heads, excluded)
        .emitOn(Infrastructure.getDefaultWorkerPool())
        .map(
            votes -> {
              Counted counted =
                  new Counted(
                      heads,
                      excluded,
                      votes,
                      new ConcurrentHashMap<>(),
                      ConcurrentHashMap.newKeySet(),
                      start,
                      Duration.ZERO);
              asked.stream().limit(MOST_FILTERS).forEach(counted::board);
              return counted.within(Duration.between(start, clock.instant()));
            })
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
