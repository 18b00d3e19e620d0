package dev.signalbox.verdict.vote;

import dev.signalbox.contracts.events.VoteCast;
import dev.signalbox.contracts.events.VoteLink;
import dev.signalbox.contracts.events.VotedPair;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One entry of the log with its place in the chain.
 *
 * @param hash the chain's after it
 * @param pair what was shown; null for a vote on a subject
 */
public record LoggedVote(
    LocalDate day, long sequence, String hash, Link link, @Nullable VotedPair pair) {
  /** How pairs' entries call their subject. */
  private static final String PAIR = "pair:";

  /** The columns that {@link #of} reads. */
  static final String COLUMNS =
      """
      cast(c.day as text), c.sequence, c.hash, c.source, coalesce(l.subject, p.battle), coalesce(l.voter, p.voter),
      coalesce(l.voter_kind, p.voter_kind), coalesce(l.choice, p.choice), coalesce(p.left_subject, ''), coalesce(l.revision, p.revision),
      cast(extract(epoch from coalesce(l.cast_at, p.cast_at)) * 1000000 as bigint), b.first_subject, b.second_subject, b.task, b.complexity,
      length(b.first_answer), length(b.second_answer), regexp_count(b.first_answer, '[*#`|]'), regexp_count(b.second_answer, '[*#`|]')
      """;

  /** The tables that they are read from: the chain as {@code c}. */
  static final String TABLES =
      """
      vote_chain c left join vote_log l on c.source = 'subject' and l.position = c.position
      left join pair_vote_log p on c.source = 'pair' and p.position = c.position left join battle b on b.id = p.battle
      """;

  static LoggedVote of(Object[] row) {
    Link link =
        new Link(
            (String) row[3],
            (String) row[4],
            (String) row[5],
            (String) row[6],
            (String) row[7],
            (String) row[8],
            number(row[9]),
            number(row[10]));
    return new LoggedVote(
        LocalDate.parse((String) row[0]),
        number(row[1]),
        (String) row[2],
        link,
        row[11] == null ? null : pair(row, link));
  }

  private static VotedPair pair(Object[] row, Link link) {
    return new VotedPair.VotedPairBuilder()
        .withFirst((String) row[11])
        .withSecond((String) row[12])
        .withLeft(link.left())
        .withTask((String) row[13])
        .withComplexity((String) row[14])
        .withFirstLength(number(row[15]))
        .withSecondLength(number(row[16]))
        .withFirstMarks(number(row[17]))
        .withSecondMarks(number(row[18]))
        .build();
  }

  /** As it stands on the topic. */
  public VoteCast event() {
    String subject = pair == null ? link.about() : PAIR + link.about();
    String name = "vote/" + subject + "/" + link.voter() + "/" + link.revision();
    return new VoteCast.VoteCastBuilder()
        .withVoteId(UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)).toString())
        .withSubject(subject)
        .withVoter(link.voter())
        .withVoterKind(VoteCast.VoterKind.fromValue(link.voterKind()))
        .withChoice(VoteCast.Choice.fromValue(link.choice()))
        .withRevision(link.revision())
        .withCastAt(Instant.EPOCH.plus(link.castMicros(), ChronoUnit.MICROS))
        .withPair(pair)
        .withChain(
            new VoteLink.VoteLinkBuilder()
                .withDay(day.toString())
                .withSequence(sequence)
                .withHash(hash)
                .build())
        .build();
  }

  /** What an event of the topic adds to the chain. */
  public static Link link(VoteCast event) {
    VotedPair pair = event.getPair();
    return new Link(
        pair == null ? "subject" : "pair",
        pair == null ? event.getSubject() : event.getSubject().substring(PAIR.length()),
        event.getVoter(),
        event.getVoterKind().value(),
        event.getChoice().value(),
        pair == null ? "" : pair.getLeft(),
        event.getRevision(),
        ChronoUnit.MICROS.between(Instant.EPOCH, event.getCastAt()));
  }

  private static long number(Object value) {
    return ((Number) value).longValue();
  }
}
