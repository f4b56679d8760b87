"""The dashboard: page config and navigation, nothing else. Start it with ``make run``."""

from pathlib import Path

import streamlit as st

# An icon of our own: one named from a library would be fetched from the network.
icon = Path(__file__).parent / "stance" / "app" / "icon.png"
st.set_page_config(page_title="Stance", page_icon=str(icon), layout="wide")
st.navigation(
    [
        st.Page("stance/app/overview.py", title="Overview", default=True),
        st.Page("stance/app/compare.py", title="Compare"),
        st.Page("stance/app/timeline.py", title="Timeline"),
        st.Page("stance/app/evidence.py", title="Evidence"),
        st.Page("stance/app/review.py", title="Review"),
        st.Page("stance/app/sources.py", title="Sources"),
        st.Page("stance/app/codebook_page.py", title="Codebook", url_path="codebook"),
        st.Page("stance/app/method.py", title="Method"),
    ],
    position="top",
).run()
