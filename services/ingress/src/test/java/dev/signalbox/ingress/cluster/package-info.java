@NullMarked
package dev.signalbox.ingress.cluster;

import org.jspecify.annotations.NullMarked;
