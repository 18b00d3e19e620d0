/** What the ingress serves and how it fares, asked from it in bounded time. */
@NullMarked
package dev.signalbox.verdict.fleet;

import org.jspecify.annotations.NullMarked;
