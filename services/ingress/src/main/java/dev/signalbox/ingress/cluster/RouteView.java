package dev.signalbox.ingress.cluster;

import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * What this replica saw of a route lately.
 *
 * @param success share of requests; those that were refused for their own fault don't count
 * @param members that are enabled
 * @param able of those, that can be reached
 * @param fallbacks that are enabled and can be reached
 */
public record RouteView(
    OptionalDouble success, OptionalLong billedNanoUsd, int members, int able, int fallbacks)
    implements Seen {}
