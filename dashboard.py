"""The dashboard: page config and navigation, nothing else. Start it with ``make run``."""

import streamlit as st

st.set_page_config(page_title="Stance", page_icon="stance/app/icon.png", layout="wide")
st.navigation(
    [
        st.Page("stance/app/overview.py", title="Overview", default=True),
        st.Page("stance/app/evidence.py", title="Evidence"),
        st.Page("stance/app/sources.py", title="Sources"),
    ],
    position="top",
).run()
