package dev.signalbox.verdict.signin;

import java.time.Instant;

/**
 * Who signed in.
 *
 * @param subject who: {@code token} for the admin token, issuer and subject for OIDC
 * @param name how the console calls them
 */
public record Session(Role role, String subject, String name, Instant expiresAt) {
  /** What somebody may do beyond reading and voting. */
  public enum Role {
    /** Votes are counted as signed in. */
    MEMBER,
    /** Changes settings. */
    ADMIN
  }
}
