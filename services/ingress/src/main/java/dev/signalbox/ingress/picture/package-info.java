/**
 * Pictures that requests bring: their facts from the header alone, {@code data:} addresses, and
 * fetching behind a guard. No picture is ever decoded here.
 */
@NullMarked
package dev.signalbox.ingress.picture;

import org.jspecify.annotations.NullMarked;
