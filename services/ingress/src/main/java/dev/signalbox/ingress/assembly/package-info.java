/**
 * Puts the parts together from the settings, and takes them apart at shutdown. The only place that
 * knows all of them.
 */
@NullMarked
package dev.signalbox.ingress.assembly;

import org.jspecify.annotations.NullMarked;
