package dev.signalbox.verdict.vote;

import dev.signalbox.contracts.events.VoteCast;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** One entry of the append-only log, which is also the outbox to Kafka. */
@Entity
@Table(name = "vote_log")
public class VoteLogEntry {
  @Id
  @Column
  @GeneratedValue(strategy = GenerationType.IDENTITY)
  private @Nullable Long position;

  @Column(name = "vote_id")
  private String voteId;

  @Column private String subject;
  @Column private String voter;

  @Column(name = "voter_kind")
  private String voterKind;

  @Column private String choice;
  @Column private long revision;

  @Column(name = "cast_at")
  private Instant castAt;

  /** When Kafka had it; null until then. */
  @Column(name = "relayed_at")
  private @Nullable Instant relayedAt;

  protected VoteLogEntry() {}

  VoteLogEntry(String subject, Voter voter, Ballot ballot, Instant castAt) {
    this.voteId = id(subject, voter, ballot.revision());
    this.subject = subject;
    this.voter = voter.hash();
    this.voterKind = voter.kind().text();
    this.choice = ballot.choice().text();
    this.revision = ballot.revision();
    this.castAt = castAt;
  }

  /** Known once stored. */
  public long position() {
    if (position == null) {
      throw new IllegalStateException("the entry is not stored yet");
    }
    return position;
  }

  public VoteCast event() {
    return new VoteCast.VoteCastBuilder()
        .withVoteId(voteId)
        .withSubject(subject)
        .withVoter(voter)
        .withVoterKind(VoteCast.VoterKind.fromValue(voterKind))
        .withChoice(VoteCast.Choice.fromValue(choice))
        .withRevision(revision)
        .withCastAt(castAt)
        .build();
  }

  /** The same for the same revision of the same voter's vote, wherever it is made. */
  private static String id(String subject, Voter voter, long revision) {
    String name = "vote/" + subject + "/" + voter.hash() + "/" + revision;
    return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)).toString();
  }
}
