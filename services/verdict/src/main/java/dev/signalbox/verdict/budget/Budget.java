package dev.signalbox.verdict.budget;

/**
 * A budget with its present standing.
 *
 * @param scope {@code tenant}, {@code key} or {@code route}
 * @param subject name of the tenant or route, or id of the key
 * @param period {@code day} or {@code month}, of UTC
 * @param unit {@code nano_usd} or {@code tokens}
 * @param spent settled in the present period
 * @param reserved set aside for requests under way, as far as replicas have told
 */
public record Budget(
    String id,
    String scope,
    String subject,
    String period,
    String unit,
    long cap,
    long spent,
    long reserved) {}
