/** HTTP and gRPC at the edge: parse, bound, call one capability, map problems in one place. */
@NullMarked
package dev.signalbox.verdict.api;

import org.jspecify.annotations.NullMarked;
