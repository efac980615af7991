"""The Equal Earth projection: true areas, and shapes that are not pulled out of form.

Šavrič, Patterson and Jenny, "The Equal Earth map projection" (International Journal of
Geographical Information Science 33, 2019).
"""

from __future__ import annotations

from math import asin, cos, radians, sin, sqrt

WIDTH, HEIGHT = 1000.0, 487.0
_A = (1.340264, -0.081106, 0.000893, 0.003796)
_HALF = 2.706630  # x of 180° east on the equator
_MERIDIAN = 11.0  # in the middle, so that the Bering Strait is where the map is cut


def project(longitude: float, latitude: float) -> tuple[float, float]:
    """Where a point lies on a map of WIDTH and HEIGHT, y downwards."""
    turned = (longitude - _MERIDIAN + 180) % 360 - 180
    theta = asin(sqrt(3) / 2 * sin(radians(latitude)))
    square = theta * theta
    sixth = square**3
    a1, a2, a3, a4 = _A
    x = (2 * sqrt(3) * radians(turned) * cos(theta)) / (
        3 * (9 * a4 * sixth * square + 7 * a3 * sixth + 3 * a2 * square + a1)
    )
    y = theta * (a1 + a2 * square + sixth * (a3 + a4 * square))
    scale = WIDTH / (2 * _HALF)
    return WIDTH / 2 + scale * x, HEIGHT / 2 - scale * y
