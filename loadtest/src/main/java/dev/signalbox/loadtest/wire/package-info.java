/**
 * What the wire costs: the ingress beside a plain nginx and a direct call, by Debian's wrk and
 * h2load and by streams whose chunks carry their time of departure.
 */
@NullMarked
package dev.signalbox.loadtest.wire;

import org.jspecify.annotations.NullMarked;
