/**
 * One request's walk from top to bottom, once: resolve, look, classify, decide, write down,
 * dispatch, settle, answer.
 */
@NullMarked
package dev.signalbox.ingress.flow;

import org.jspecify.annotations.NullMarked;
