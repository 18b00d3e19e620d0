/**
 * Asks the classifier, within a deadline; whatever happens to it costs a request no more than that.
 */
@NullMarked
package dev.signalbox.ingress.classify;

import org.jspecify.annotations.NullMarked;
