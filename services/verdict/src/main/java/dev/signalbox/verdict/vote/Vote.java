package dev.signalbox.verdict.vote;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.time.Instant;

/** The stored ballot of one voter on one subject. */
@Entity
@IdClass(VoteKey.class)
@Table(name = "vote")
class Vote {
  @Id @Column private String subject;
  @Id @Column private String voter;

  @Column(name = "voter_kind")
  private String voterKind;

  @Column private String choice;
  @Column private long revision;

  @Column(name = "cast_at")
  private Instant castAt;

  protected Vote() {}

  Ballot ballot() {
    return new Ballot(VoteChoice.of(choice), revision);
  }

  String subject() {
    return subject;
  }
}
