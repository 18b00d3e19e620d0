package dev.signalbox.verdict.savings;

import java.time.Instant;

/**
 * How many settled requests one model took in one hour.
 *
 * @param hour its beginning
 */
public record TrafficHour(Instant hour, String model, long requests) {}
