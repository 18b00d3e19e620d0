package dev.signalbox.verdict.quarantine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.verdict.integrity.Rule;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LookTest {
  private static final String[] ITEMS = {"a", "b", "c", "d", "e", "f"};

  private final List<LiveVote> votes = new ArrayList<>();
  private final Random random = new Random(5);
  private double now = 1.7e9;

  @BeforeEach
  void honestVoters() {
    for (int voter = 0; voter < 150; voter++) {
      for (int i = 0; i < 20; i++) {
        int left = random.nextInt(ITEMS.length);
        int right = (left + 1 + random.nextInt(ITEMS.length - 1)) % ITEMS.length;
        double chance = 1 / (1 + Math.exp(0.6 * (left - right)));
        cast("honest-" + voter, left, right, random.nextDouble() < chance ? 1 : 0);
      }
    }
  }

  @Test
  void shouldHoldWhoKeepsToASideAndLetGoWhenTheEvidenceFalls() {
    leftOnly("sided", 20);

    Look first = look(Map.of(), Set.of(), Set.of());
    assertThat(first.suspected())
        .filteredOn(this::isSided)
        .extracting(Look.Found::rule)
        .containsExactly(Rule.SIDE_BIAS);
    assertThat(first.suspected()).as("honest ones of 150").hasSizeLessThanOrEqualTo(1 + 2);

    Look held = look(first.looks(), Set.of("sided"), Set.of());
    assertThat(held.suspected()).noneMatch(this::isSided);
    assertThat(held.released()).isEmpty();

    votes.removeIf(vote -> vote.voter().equals("sided"));
    for (int i = 0; i < 40; i++) {
      int left = i % ITEMS.length;
      int right = (left + 1 + i % (ITEMS.length - 1)) % ITEMS.length;
      cast("sided", left, right, left < right ? 1 : 0);
    }
    assertThat(look(first.looks(), Set.of("sided"), Set.of()).released()).containsExactly("sided");
  }

  @Test
  void shouldNotLookAgainBeforeHalfAsManyMore() {
    leftOnly("sided", 20);

    assertThat(look(Map.of("sided", 14), Set.of(), Set.of()).suspected()).noneMatch(this::isSided);
    assertThat(look(Map.of("sided", 13), Set.of(), Set.of()).suspected()).anyMatch(this::isSided);
  }

  @Test
  void shouldLeaveThePardonedAlone() {
    leftOnly("sided", 20);

    assertThat(look(Map.of(), Set.of(), Set.of("sided")).suspected()).noneMatch(this::isSided);
  }

  @Test
  void shouldFindNobodyWithoutVotes() {
    votes.clear();

    Look look = look(Map.of(), Set.of("gone"), Set.of());
    assertThat(look.suspected()).isEmpty();
    assertThat(look.released()).containsExactly("gone");
  }

  private boolean isSided(Look.Found found) {
    return found.voter().equals("sided");
  }

  private Look look(Map<String, Integer> looked, Set<String> held, Set<String> pardoned) {
    return Look.at(votes, looked, held, pardoned);
  }

  private void leftOnly(String voter, int count) {
    for (int i = 0; i < count; i++) {
      int left = i % ITEMS.length;
      cast(voter, left, (left + 1 + i % (ITEMS.length - 1)) % ITEMS.length, 1);
    }
  }

  private void cast(String voter, int left, int right, double score) {
    now += 40;
    votes.add(new LiveVote(voter, ITEMS[left], ITEMS[right], score, now));
  }
}
