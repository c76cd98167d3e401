"""How the machine's own Chromium is started: it asks nobody by itself, and its window is bare."""

from __future__ import annotations

from typing import Final

# The last of several lists of features is the one that counts, so Playwright's own is in it.
_OFF_IN_PLAYWRIGHT: Final = (
    "AimEnabled", "AvoidCorsURLLoaderRestartOnRedirect", "AvoidUnnecessaryBeforeUnloadCheckSync",
    "DestroyProfileOnBrowserClose", "HttpsFirstBalancedModeAutoEnable", "HttpsUpgrades",
    "LensOverlay", "MediaRouter", "NetworkTimeServiceQuerying", "OptimizationHints",
    "PaintHolding", "PreconnectToSearch", "TcpPortRandomizationWin",
    "ThirdPartyStoragePartitioning", "msEdgeUpdateLaunchServicesPreferredVersion",
    "msForceBrowserSignIn",
)  # fmt: skip
# Each window has an address bar, although nobody sees it. As web pages, its proposals are two
# processes more for every profile: half of the time that a fresh profile takes.
_PROPOSALS: Final = ("WebUIOmniboxPopup", "WebUIOmniboxAimPopup")

ARGUMENTS: Final = (
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--no-first-run", "--disable-quic",
    f"--disable-features={','.join((*_OFF_IN_PLAYWRIGHT, *_PROPOSALS))}",
)  # fmt: skip
