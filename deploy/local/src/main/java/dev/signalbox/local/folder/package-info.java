/**
 * The data folder {@code .signalbox/}: one launcher at a time owns it, and it remembers what that
 * launcher started.
 */
@NullMarked
package dev.signalbox.local.folder;

import org.jspecify.annotations.NullMarked;
