package dev.signalbox.verdict.vote;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.contracts.events.VoteCast;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class VoteFoldTest {
  private static final List<VoteChoice> CHOICES =
      List.of(VoteChoice.SHIP, VoteChoice.SKIP, VoteChoice.WITHDRAWN);

  @Property(tries = 200, seed = "1")
  void shouldAgreeWithTheRunningTallyInAnyOrder(
      @ForAll @Size(max = 60) List<@IntRange(max = 8) Integer> moves, @ForAll long seed) {
    Map<Integer, Ballot> ballots = new HashMap<>();
    Tally running = Tally.NONE;
    List<VoteCast> log = new ArrayList<>();
    for (int move : moves) {
      int voter = move / 3;
      Ballot before = ballots.getOrDefault(voter, Ballot.NONE);
      if (before.next(CHOICES.get(move % 3)) instanceof VoteOutcome.Changed changed) {
        running = running.plus(changed.delta());
        ballots.put(voter, changed.ballot());
        log.add(entry(voter, changed.ballot()));
      }
    }
    List<VoteCast> shuffled = new ArrayList<>(log);
    shuffled.addAll(log);
    Collections.shuffle(shuffled, new Random(seed));

    VoteFold fold = new VoteFold();
    shuffled.forEach(fold::add);

    assertThat(fold.tally("s")).isEqualTo(running);
    assertThat(running.ship()).isNotNegative();
    assertThat(running.skip()).isNotNegative();
  }

  private static VoteCast entry(int voter, Ballot ballot) {
    return new VoteCast.VoteCastBuilder()
        .withVoteId(voter + "/" + ballot.revision())
        .withSubject("s")
        .withVoter("v" + voter)
        .withVoterKind(VoteCast.VoterKind.COOKIE)
        .withChoice(VoteCast.Choice.fromValue(ballot.choice().text()))
        .withRevision(ballot.revision())
        .withCastAt(Instant.EPOCH)
        .build();
  }
}
