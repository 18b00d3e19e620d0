package dev.signalbox.verdict.vote;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.util.regex.Pattern;
import org.hibernate.annotations.Immutable;

/** What can be voted on. */
@Entity
@Immutable
@Table(name = "subject")
public class Subject {
  private static final Pattern SLUG = Pattern.compile("[a-z0-9][a-z0-9.-]{0,79}");

  @Id @Column private String slug;
  @Column private String kind;
  @Column private String title;
  @Column private String summary;
  @Column private boolean simulated;
  @Column private boolean sample;
  @Column private int position;

  protected Subject() {}

  /** Whether a subject could be called so. */
  public static boolean isSlug(String text) {
    return SLUG.matcher(text).matches();
  }

  public String slug() {
    return slug;
  }

  /** {@code model}, {@code route}, {@code tool} or {@code version}. */
  public String kind() {
    return kind;
  }

  public String title() {
    return title;
  }

  public String summary() {
    return summary;
  }

  /** A simulator stands in for a model. */
  public boolean simulated() {
    return simulated;
  }

  /** Invented, to show what the pages are like. */
  public boolean sample() {
    return sample;
  }

  public int position() {
    return position;
  }
}
