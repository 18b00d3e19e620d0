/**
 * What verdict has said of models, as the routing policy needs it: the latest of each, in memory.
 */
@NullMarked
package dev.signalbox.ingress.standing;

import org.jspecify.annotations.NullMarked;
