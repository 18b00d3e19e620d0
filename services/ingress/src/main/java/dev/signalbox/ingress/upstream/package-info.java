/**
 * Models behind the ingress. Each external system has one client, which owns its timeouts and
 * cancellation; each model has one breaker. Everything of one call runs on the context that started
 * it.
 */
@NullMarked
package dev.signalbox.ingress.upstream;

import org.jspecify.annotations.NullMarked;
